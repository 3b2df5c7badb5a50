{寻找工具}
if [ "$#" -eq 0 ]; then
    echo '校对汇总写出的年度报告；校对别的报告，请写：sh 校对.sh 报告.docx'
    "$tool" proof
    end $?
fi
code=0
for report in "$@"; do
    echo "校对“$(basename "$report")”，带标记的一份写在它旁边。"
    "$tool" proof "$report" --marked "${report%.*}（校对）.docx" || code=$(( $? > code ? $? : code ))
done
end "$code"
