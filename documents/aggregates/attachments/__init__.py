"""Attachments: uploaded to a chat, named by its messages, gone with the last that names them."""
