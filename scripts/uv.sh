# Sourced: makes .venv with uv inside it, and sets UV, VENV and what uv needs to find torch.
VENV=${VENV:-.venv}
UV=$VENV/bin/uv
if [ ! -x "$UV" ]; then
  echo "Making $VENV ..."
  # Without ensurepip, which Debian keeps in python3-venv: the pip that is at hand fills the environment.
  "${PYTHON:-python3}" -m venv --without-pip "$VENV"
  "${PYTHON:-python3}" -m pip --python "$VENV/bin/python" install -q --disable-pip-version-check pip uv
fi
# uv does not read pip's settings; a machine's local torch wheel is found only if they are passed on.
if [ -z "${UV_FIND_LINKS:-}" ]; then
  links=$("$VENV/bin/python" -m pip config get global.find-links 2>/dev/null || true)
  links=${links:-${PIP_FIND_LINKS:-}}
  [ -z "$links" ] || export UV_FIND_LINKS=$(echo $links | tr ' ' ',')
fi
[ -n "${UV_FIND_LINKS:-}${UV_TORCH_BACKEND:-}" ] || export UV_TORCH_BACKEND=auto
