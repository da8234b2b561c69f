#!/bin/sh
# Installs Debian's Chromium for the browser tests, where that is permitted; says so where it is not.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "Chromium is not installed and cannot be installed from here: browser tests will be skipped."
