{寻找工具}
echo '读取“收件”文件夹里的表，核对、汇总，结果写到 output/{year}；做完后打开核对报告。'
"$tool" merge
code=$?
if [ "$code" -le 1 ]; then
    if [ -e 'output/{year}-新/核对报告.html' ]; then show 'output/{year}-新/核对报告.html'; else show 'output/{year}/核对报告.html'; fi
fi
wait_for_a_key
exit "$code"
