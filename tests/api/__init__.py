"""What stations and other machines are answered."""
