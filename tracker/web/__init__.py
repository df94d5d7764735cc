"""The shared web kit: access, errors, forms, filters, downloads. Knows no feature."""
