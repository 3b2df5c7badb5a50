{寻找工具}
code=0
if [ "$#" -eq 0 ]; then
    echo '校对 output/{year}/年度报告.docx；校对别的报告，请写：sh 校对.sh 报告.docx'
    "$tool" proof
    code=$?
fi
for report in "$@"; do
    echo "校对“$(basename "$report")”，带标记的一份写在它旁边。"
    "$tool" proof "$report" --marked "${report%.*}（校对）.docx"
    code=$?
done
wait_for_a_key
exit "$code"
