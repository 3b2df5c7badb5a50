{寻找工具}
echo '写出单位自己的年度报告，放在“单位年报”文件夹；没有写明用哪些表的，用“收件”文件夹里的。'
"$tool" report "$@"
code=$?
[ "$code" -le 1 ] && show 单位年报
wait_for_a_key
exit "$code"
