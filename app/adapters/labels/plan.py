"""From a label to its plan: what is drawn for each kind, on whatever surface."""

from app.adapters.labels import box_plan
from app.adapters.labels.box_plan import draw_box_label
from app.adapters.labels.compose import TextTooLong
from app.adapters.labels.shelf_plans import draw_bin_label, draw_device_label
from app.adapters.labels.surface import Size, Surface
from app.documents.labels.content import BoxLabel, DeviceLabel, Label

FULL = box_plan.SIZE
"""4×6 inches in dots, the size of label printers."""


def draw_label(surface: Surface, label: Label, size: Size = FULL) -> None:
    """Draw one label of that size.

    Raises TextTooLong, which knows the label's code, when a text fits nowhere even in 4-point type, and
    ValueError for a box label on anything smaller than 4×6 inches.
    """
    try:
        if isinstance(label, BoxLabel):
            if size != FULL:
                raise ValueError("A box label is 4x6 inches and no smaller")
            draw_box_label(surface, label)
        elif isinstance(label, DeviceLabel):
            draw_device_label(surface, label, size)
        else:
            draw_bin_label(surface, label, size)
    except TextTooLong as no:
        no.code = label.code
        raise
