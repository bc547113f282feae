# Licence LGPL-3
{
    "name": "Addon",
    "version": "16.0.1.0.0",
    "external_dependencies": {"python": ["PyXB==1.2.6"], "bin": ["wkhtmltopdf"], "deb": ["libxml2"]},
}
