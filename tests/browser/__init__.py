"""The pages in a real Chromium: with and without JavaScript, both languages, phone and desk."""
