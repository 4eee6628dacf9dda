"""The bundled example: an assistant for securities lawyers that calls tools."""
