"""The worker that draws pages, documents, images, text, clocks and cards off screen into a ring."""
