"""Changes the strings of a manifest into requirements."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.manifests.settings import ManifestSet


def transformed(manifests: ManifestSet, text: str) -> list[str]:
    """The requirements in a manifest's string."""
    texts = [text.strip()]
    for transform in manifests.transforms:
        if transform == "split-whitespace":
            texts = [word for one in texts for word in one.split() if not word.startswith("-")]
        elif transform == "strip-option":
            # Options of pip before the requirement: `--only-binary=all nuimo==0.1.0`.
            texts = [one.rpartition(" ")[2] if one.startswith("--") else one for one in texts]
        elif transform == "wheel-filename":
            texts = [wheel_requirement(one) for one in texts]
    return texts


def wheel_requirement(path: str) -> str:
    """``name==version`` from a wheel's file name; for any other file, the path itself."""
    from pinlint.requirements.distributions import split_wheel

    parts = split_wheel(path.rpartition("/")[2])
    return f"{parts[0]}=={parts[1]}" if parts is not None else path
