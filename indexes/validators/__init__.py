"""``$jsonSchema`` validators for the collections, derived from the stored documents."""
