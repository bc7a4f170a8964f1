"""
The methods that paths share, for type checkers: the generated stubs of `graphkey.beta` and `graphkey.v1` are made of these.

At run time `calls.path` finds the same methods in the catalog; nothing imports this file.
"""

from collections.abc import Sequence
from typing import Generic, TypeAlias, TypedDict, TypeVar

from graphkey.calls.call import Call as Call
from graphkey.calls.call import Listing as Listing
from graphkey.calls.call import Place as Place
from graphkey.secret import Secret

T = TypeVar("T")

Names: TypeAlias = str | Sequence[str]
Text: TypeAlias = str | None
Flag: TypeAlias = bool | None
Whole: TypeAlias = int | None
Number: TypeAlias = float | None
Hidden: TypeAlias = str | Secret | None
Base64: TypeAlias = str | bytes | None
Bundle: TypeAlias = str | bytes | Secret

Document = TypedDict(
    "Document", {"@odata.type": str, "@odata.id": str, "@odata.context": str, "@odata.etag": str}, total=False
)
Reference = TypedDict("Reference", {"@odata.id": str})

class Lists(Place, Generic[T]):
    def list(
        self,
        *,
        select: Names = ...,
        expand: Names = ...,
        filter: str = ...,
        search: str = ...,
        orderby: Names = ...,
        top: int = ...,
        skip: int = ...,
        count: bool = ...,
    ) -> Listing[T]: ...

class Gets(Place, Generic[T]):
    def get(self, *, select: Names = ..., expand: Names = ...) -> Call[T]: ...

class Casts(Place, Generic[T]):
    def get(self) -> Call[T]: ...

class Deletes(Place):
    def delete(self, *, if_match: str = ...) -> Call[None]: ...

class Counts(Place):
    def count(self, *, filter: str = ..., search: str = ...) -> Call[int]: ...

class Content(Place):
    def get(self) -> Call[bytes]: ...
    def set(self, content: bytes, /) -> Call[bytes | None]: ...
    def delete(self, *, if_match: str = ...) -> Call[None]: ...

class ReferenceOfItem(Deletes): ...

class OneReference(Place):
    def get(self) -> Call[Reference]: ...
    def set(self, to: str | Place, /) -> Call[None]: ...
    def delete(self, *, if_match: str = ...) -> Call[None]: ...

class References(Place):
    def list(
        self,
        *,
        filter: str = ...,
        search: str = ...,
        orderby: Names = ...,
        top: int = ...,
        skip: int = ...,
        count: bool = ...,
    ) -> Listing[Reference]: ...
    def add(self, to: str | Place, /) -> Call[None]: ...
    def delete(self, to: str | Place, /, *, if_match: str = ...) -> Call[None]: ...
