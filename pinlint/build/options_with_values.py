"""The options of installers that take a value: the word after one of them is not a package."""

from __future__ import annotations

#: Options of pip and uv that take a value.
OF_PIP = frozenset(
    """
    -r --requirement --requirements -c --constraint --constraints -e --editable -t --target --platform --python-version
    --implementation --abi --root --prefix --src --upgrade-strategy -C --config-settings --config-setting --global-option
    --install-option --no-binary --only-binary --progress-bar --root-user-action --report --group -i --index-url --pypi-url
    --extra-index-url -f --find-links --python --log --proxy --retries --timeout --default-timeout --exists-action
    --trusted-host --cert --client-cert --cache-dir --use-feature --use-deprecated --keyring-provider --build-constraint
    --build-constraints -b --override --overrides --excludes --uploaded-prior-to -p --index --default-index --index-strategy
    --link-mode --python-platform --exclude-newer --resolution --prerelease --extra --upgrade-package -P --reinstall-package
    --refresh-package --no-binary-package --torch-backend --fork-strategy --python-preference --python-fetch
    --exclude-newer-package --prerelease-package --config-settings-package --no-build-package --allow-insecure-host
    --directory --project --config-file --color -w --wheel-dir -d --dest --with --from --spec --with-editable
    --with-requirements --with-executables-from --env-file --suffix --preinstall --pip-args --backend
    --no-build-isolation-package --config-setting-package --preview-features --only-final --all-releases --resume-retries
    --requirements-from-script --package --no-group --only-group --no-extra --format --no-install-package --only-dev-group
    """.split()  # noqa: SIM905
)
#: Options of the other tools that take a value.
OF_OTHERS = frozenset(
    """
    -C --directory -P --project --config-file --extra -E --extras --group -G --with --without --only --package -p
    --python --no-group --only-group --no-extra --no-install-package --with-editable --upgrade-package -o --output-file
    --cert --find-links -f -i --index-url --extra-index-url -c --constraint --override --python-version
    --python-platform --annotation-style --resolver --unsafe-package --trusted-host --pip-args --cache-dir --categories
    --refresh-package --link-mode --index --default-index --allow-insecure-host --color --python-executable --user-data
    --suffix --pip-args --spec --preinstall -b --build-constraint --dst-file -L --lockfile -r --requirement --requirements
    --constraints --rev --tag --branch --marker --markers -m --optional --bounds --script --source --platform --category
    --extra-pip-args --pypi-mirror --index-strategy --keyring-provider --resolution --prerelease --fork-strategy
    --exclude-newer --reinstall-package --config-setting --no-build-isolation-package --no-build-package
    --no-binary-package --python-preference
    """.split()  # noqa: SIM905
)
