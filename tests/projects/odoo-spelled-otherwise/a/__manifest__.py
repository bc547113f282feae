# Licence LGPL-3
{
    "name": "Addon",
    "version": "16.0.1.0.0",
    "external_dependencies": {"python": ["email_validator", "Foo >= 1.0"], "bin": ["wkhtmltopdf"], "deb": ["libxml2"]},
}
