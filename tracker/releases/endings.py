"""What kind of artefact a file is by the ending of its name. A guess, which its author can correct."""

from __future__ import annotations

from tracker.releases.manifest import ArtefactKind

ENDINGS = {
    ArtefactKind.TEXT: "txt md rst tex bib pdf html htm docx doc odt rtf pptx ppt odp key epub",
    ArtefactKind.CODE: "py ipynb c h cc cpp hpp cu rs go java js ts jl r sh sql toml yaml yml cfg ini",
    ArtefactKind.DATA: "csv tsv json jsonl ndjson parquet arrow feather npy npz xlsx ods sqlite db h5 hdf5",
    ArtefactKind.WEIGHTS: "safetensors pt pth ckpt bin gguf ggml onnx msgpack",
    ArtefactKind.MEDIA: "png jpg jpeg gif webp svg mp3 wav flac ogg mp4 mov webm mkv",
}
KINDS = {ending: kind for kind, endings in ENDINGS.items() for ending in endings.split()}


def kind_of(path: str) -> ArtefactKind:
    """The kind of a file by the ending of its name; `other` where the ending says nothing."""
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return KINDS.get(ending.lower() if dot else "", ArtefactKind.OTHER)
