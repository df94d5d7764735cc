"""The invented people of the demo. Any likeness to living people is chance."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from tracker.permissions import Role


@dataclass(frozen=True)
class Someone:
    """A person before they are a row."""

    name: str
    email: str


def _someone(name: str) -> Someone:
    plain = name.replace("ø", "o").replace("Ø", "O")  # these two do not come apart
    folded = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return Someone(name, f"{folded.replace(' ', '.').replace(chr(39), '')}@example.org")


def _list(names: str) -> tuple[Someone, ...]:
    return tuple(_someone(name.strip()) for name in names.replace("\n", " ").split(",") if name.strip())


# The two who sign in as “mentor” and “scholar” come first in their lists.
MENTOR = Someone("Henrike Solbakken", "mentor@example.org")
SCHOLAR = Someone("Imani Rautiala", "scholar@example.org")

MENTORS = (
    MENTOR,
    *_list("""
        Bartolomeu Ashgrove, Chiamaka Ferndale, Dagny Petrosian, Eitan Mulvaney, Fumiko Delacroix-Hale,
        Gwilym Okonjo-Reyes, Hessa Brandvold, Ignatius Varma, Jorunn Castellanos, Kwabena Lindqvister,
        Leocadia Huang-Morris, Mirela Thornbury, Nikhil Østergren, Orsolya Banerjea, Piotr Amankwah
    """),
)

MAIN_SCHOLARS = (
    SCHOLAR,
    *_list("""
        Teodor Vashenko, Yuna Almaraz, Farrukh Stenhammar, Lindiwe Castell, Oskar Bhattal, Meilin Arrietta,
        Callum Nwosa, Saoirse Takemori, Rafael Dunmorrow, Anneli Qadir, Bongani Whitlock, Clémence Adarkwa,
        Dmitar Holloway, Esperanza Kirkeby, Gareth Moyo, Hinewai Patterson, Ivo Santangelo, Jaswinder Roth,
        Kalina Obuya, Luca Hadzic, Marisol Everhart, Nnamdi Sørlie, Oluchi Brandt, Parveen Lockhart,
        Quentin Azikiwe, Roksana Belmont, Sefton Iyengar, Tamar Villalobos, Umar Fitzwilliam, Viveca Mbeki,
        Wendell Okamura, Xiomara Lund, Yaw Petterson, Zofia Carrington, Amaru Gallagher, Birgitta Sandhu,
        Cosmin Abernathy, Devika Rosenthal, Emeka Haugland, Freya Montenegro, Giorgos Kamau,
        Halima Westergaard, Isandro Pike, Jelena Achterberg, Kofi Marchetti, Leilani Drummond, Matteus Rahimi
    """),
)

PAST_SCHOLARS = _list("""
    Adaeze Lindholm, Bruno Tcherniak, Cecilie Narayanan, Darragh Omondi, Elif Castaneda, Fergus Watanabe,
    Gisela Mutombo, Hamish Echeverria, Ines Kowalska, Jamal Thorvald, Keziah Blomgren, Lorenzo Adeleke,
    Maren Siddiqi, Nuno Halvorsen, Olena Pritchard, Pascal Nguema, Rania Steinholt, Stellan Bautista,
    Thandeka Orlov, Ulises Hargreaves, Vesna Mahmoudi, Wiktor Asante, Yolanda Frisk, Zubair Connolly
""")

COMING_SCHOLARS = _list("""
    Ambrose Kuznets, Beatriz Ola, Ciaran Hashemi, Dorothea Nakamura-Lyle, Emre Swanwick, Fatoumata Grieg,
    Gulnara Whitaker
""")

RESEARCH_MANAGER = _someone("Solvei Chaudhuri")

# Everyone else who can sign in: a label for the list of logins, the role, the person.
OFFICE: tuple[tuple[str, Role, Someone], ...] = (
    ("staff", Role.STAFF, Someone("Rosalind Achebe-Moore", "staff@example.org")),
    ("lead", Role.LEAD, Someone("Ingvild Marchand", "lead@example.org")),
    ("coordinator", Role.COORDINATOR, Someone("Tobiah Ellingsen", "coordinator@example.org")),
    ("reviewer", Role.REVIEWER, Someone("Priyamvada Kerr", "reviewer@example.org")),
    ("panel member 1", Role.PANEL_MEMBER, Someone("Anselm Gutierrez-Vane", "panel1@example.org")),
    ("panel member 2", Role.PANEL_MEMBER, Someone("Makena Thorsby", "panel2@example.org")),
    ("auditor", Role.AUDITOR, Someone("Cornelis Abubakar", "auditor@example.org")),
    ("viewer", Role.VIEWER, Someone("Delphine Rasmussen-Obi", "viewer@example.org")),
    ("operator", Role.OPERATOR, Someone("Szymon Fairweather", "operator@example.org")),
)

# They review releases too; each signs in with the demo's password.
REVIEWERS: tuple[tuple[Role, Someone], ...] = (
    (Role.DEPUTY, Someone("Ottoline Baptiste", "deputy@example.org")),
    (Role.REVIEWER, Someone("Lysander Mokoena", "reviewer2@example.org")),
    (Role.REVIEWER, Someone("Thessaly Varga", "reviewer3@example.org")),
    (Role.PANEL_MEMBER, Someone("Ruaridh Castellane", "panel3@example.org")),
    (Role.PANEL_MEMBER, Someone("Xanthe Oduya", "panel4@example.org")),
    (Role.PANEL_MEMBER, Someone("Benedikt Araujo", "panel5@example.org")),
    (Role.EXTERNAL, Someone("Philippa Nakagawa", "external@example.org")),
)
