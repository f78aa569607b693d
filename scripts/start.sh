# Sourced by the scripts beside it, which set $self: runs Python in the environment of this clone.

# in_environment run|dev ARGUMENTS OF PYTHON ...
in_environment() {
    group=$1
    shift
    root=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd -P) || exit 1
    no_venv=
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        # A name may lead to a stub that starts nothing.
        "$name" -c '' >/dev/null 2>&1 || continue
        status=0
        python=$("$name" -I "$root/scripts/environment.py" "$group") || status=$?
        case $status in
            0) break ;;
            78) no_venv=${no_venv:-$name} ;;
            79) ;;
            *) exit "$status" ;;
        esac
        python=
    done
    if [ -z "${python:-}" ]; then
        say_what_is_missing >&2
        exit 1
    fi
    PYTHONPATH=$root
    export PYTHONPATH
    # -P: the caller's folder, whatever is in it, is no source of modules.
    exec "$python" -P "$@"
}

say_what_is_missing() {
    if [ -n "$no_venv" ]; then
        version=$("$no_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "$no_venv ($version) lacks the modules venv and ensurepip."
        echo "On Debian and Ubuntu: apt-get install python3-venv (or python$version-venv)."
        echo "$no_venv（$version）缺少 venv 与 ensurepip 模块；Debian/Ubuntu 请安装 python3-venv。"
    else
        echo "Python 3.11 or later is needed and was not found on PATH."
        echo "On Debian: apt-get install python3 python3-venv; on macOS: brew install python."
        echo "需要 Python 3.11 或更高版本；Debian 请安装 python3 与 python3-venv。"
    fi
}
