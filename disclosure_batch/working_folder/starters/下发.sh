{寻找工具}
echo '按“名册.xlsx”给每个单位写一份表，放在“下发”文件夹。'
"$tool" distribute
code=$?
[ "$code" -eq 0 ] && show 下发
wait_for_a_key
exit "$code"
