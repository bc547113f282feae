# Licence LGPL-3
{
    "name": "Addon",
    "version": "16.0.1.0.0",
    "installable": True,
    "external_dependencies": {"python": ["requests"], "bin": ["wkhtmltopdf"], "deb": ["libxml2"]},
}
