"""Labels for boxes: QR symbols for screens and paper, and the printable PDF."""
