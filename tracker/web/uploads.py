"""A text file sent with a form. The form is opened with `post_form(upload=true)`."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError
from wtforms.widgets import FileInput


class TextFile(Field):
    """A file of text; `data` is the text without a byte order mark, `content` the bytes as they came."""

    widget = FileInput()
    content: bytes = b""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the file itself: the names that a browser sends in its place say nothing."""
        self.data = None
        sent = request.files.get(self.name)
        if sent is None or not sent.filename:
            return
        self.content = sent.read()
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(str(_l("This is not UTF-8 text. Save the sheet as “CSV UTF-8”."))) from error
        if "\0" in text:
            raise ValueError(str(_l("This is not plain text.")))
        self.data = text

    def pre_validate(self, _form: Any) -> None:
        """Ask for a file where none came."""
        if self.data is None and not self.process_errors:
            raise ValidationError(str(_l("Choose a file.")))
        if self.data is not None and not self.data.strip():
            raise ValidationError(str(_l("This file is empty.")))
