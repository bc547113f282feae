# Licence LGPL-3
{
    "name": "Addon",
    "version": "16.0.1.0.0",
    "external_dependencies": {"python": ["zeep", "PyPDF2", "astor"], "bin": ["wkhtmltopdf"], "deb": ["libxml2"]},
}
