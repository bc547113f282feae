# Licence LGPL-3
{
    "name": "Addon",
    "version": "16.0.1.0.0",
    "installable": False,
    "external_dependencies": {"python": ["apispec"], "bin": ["wkhtmltopdf"], "deb": ["libxml2"]},
}
