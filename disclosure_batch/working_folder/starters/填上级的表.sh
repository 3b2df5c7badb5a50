{寻找工具}
if [ "$#" -eq 0 ]; then
    echo '用汇总的数字填上级自己的表（.xlsx、.docx），请写：sh 填上级的表.sh 市里的表.docx'
    end 3
fi
code=0
for form in "$@"; do
    echo "用汇总的数字填“$(basename "$form")”，填好的写在它旁边，原件不动。"
    "$tool" fill "$form" -o "${form%.*}（已填）.${form##*.}" || code=$(( $? > code ? $? : code ))
done
end "$code"
