#!/bin/sh
# 为本人安装政府信息公开年报工具 {version}：不需要管理员权限，不联网，系统里不用有 Python。
# 安装到 ~/.local/share/disclosure-batch，命令放在 ~/.local/bin；再运行一次即更新。
# 卸载：sh 安装.sh --uninstall
# 改用系统里的 Python 3.11：PYTHON=python3.11 sh 安装.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=${DISCLOSURE_BATCH_HOME:-$HOME/.local/share/disclosure-batch}
command=$HOME/.local/bin/disclosure-batch

fail() {
    rm -rf "$home.new" 2>/dev/null || true
    echo "$1" >&2
    exit 1
}
fits() { "$1" -c 'import ctypes, lzma, sys, zlib; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

if [ "${1:-}" = --uninstall ]; then
    rm -rf "$home" "$home.new" "$command"
    echo "已卸载。"
    exit
fi

machine=$(uname -m)
[ "$machine" = {machine} ] || fail "这个安装包用于 {machine} 的电脑，这台是 $machine 的，没有安装任何东西。请换 $machine 的安装包。"
rm -rf "$home.new"
mkdir -p "$home.new" "$(dirname "$command")" 2>/dev/null || fail "不能在 $(dirname "$home") 里写文件，没有安装任何东西。请确认自己能写主文件夹，磁盘没有满。"

# The one that comes along, unless told otherwise; where the system lets it not run, one of the system's own.
cp -R "$here/python" "$home.new/python" || fail "复制文件时出错（磁盘可能满了），没有安装任何东西。"
chmod -R u+w "$home.new" && chmod +x "$home.new/python/python"
python=
for one in "${PYTHON:-}" "$home.new/python/python" python3.11 python3 /usr/local/bin/python3.11; do
    if [ -n "$one" ] && fits "$one"; then
        python=$one
        break
    fi
done
[ -n "$python" ] || fail "自带的 Python 在这个系统上不能运行（可能被系统的执行控制拦住），也没有找到另外的 Python 3.11，没有安装任何东西。请管理员允许它运行，或安装 python3.11；装在别处的，请写明：PYTHON=/完整路径/python3.11 sh 安装.sh"
[ -z "${PYTHON:-}" ] || [ "$python" = "$PYTHON" ] || echo "PYTHON=$PYTHON 不是能用的 Python 3.11，改用了别的。"

# A wheel is a zip file of what is imported; nothing is asked of the network.
"$python" -c 'import sys, zipfile
for wheel in sys.argv[2:]:
    zipfile.ZipFile(wheel).extractall(sys.argv[1])' "$home.new/packages" "$here"/wheels/*.whl || fail "解开文件时出错（磁盘可能满了），没有安装任何东西。"
"$python" -m compileall -q -s "$home.new" -p "$home" "$home.new/packages" >/dev/null || true
PYTHONPATH=$home.new/packages "$python" -sP -m disclosure_batch --version >/dev/null || fail "装好的工具不能运行，没有安装任何东西。"

rm -rf "$home"
mv "$home.new" "$home"
[ "$python" = "$home.new/python/python" ] && python=$home/python/python
printf '#!/bin/sh\nPYTHONPATH="%s/packages" exec "%s" -sP -m disclosure_batch "$@"\n' "$home" "$python" >"$command"
chmod +x "$command"
echo "已安装。请输入：$command demo 演示"
case ":$PATH:" in *":$(dirname "$command"):"*) ;; *) echo "（重新登录后，可以只输入 disclosure-batch）" ;; esac
