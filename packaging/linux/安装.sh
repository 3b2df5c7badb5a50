#!/bin/sh
# 为本人安装政府信息公开年报工具 {version}：不需要管理员权限，不联网。
# 安装到 ~/.local/share/disclosure-batch，命令放在 ~/.local/bin；再运行一次即更新。
# 卸载：sh 安装.sh --uninstall
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=${DISCLOSURE_BATCH_HOME:-$HOME/.local/share/disclosure-batch}
command=$HOME/.local/bin/disclosure-batch

if [ "${1:-}" = --uninstall ]; then
    rm -rf "$home" "$command"
    echo "已卸载。"
    exit
fi

python=
for one in "${PYTHON:-}" python3.11 python3 /opt/python3.11/bin/python3.11 /usr/local/bin/python3.11; do
    [ -n "$one" ] && "$one" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && python=$one && break
done
if [ -z "$python" ]; then
    echo "没有找到 Python 3.11，没有安装任何东西。请先从系统的软件商店或软件源安装 python3.11；" >&2
    echo "装在别处的，请写明：PYTHON=/完整路径/python3.11 sh 安装.sh" >&2
    exit 1
fi

# pip comes along as a wheel, since the system's Python may have none; nothing is asked of the network.
rm -rf "$home.new"
"$python" -m venv --without-pip "$home.new"
PYTHONPATH=$(echo "$here"/wheels/pip-*.whl) PIP_CONFIG_FILE=/dev/null "$home.new/bin/python" -m pip install --quiet \
    --disable-pip-version-check --no-index --find-links "$here/wheels" 'disclosure-batch[pdf]'
"$home.new/bin/python" -m disclosure_batch --version >/dev/null
rm -rf "$home"
mv "$home.new" "$home"
mkdir -p "$(dirname "$command")"
printf '#!/bin/sh\nexec "%s/bin/python" -m disclosure_batch "$@"\n' "$home" >"$command"
chmod +x "$command"
echo "已安装。请输入：$command demo 演示"
case ":$PATH:" in *":$(dirname "$command"):"*) ;; *) echo "（重新登录后，可以只输入 disclosure-batch）" ;; esac
