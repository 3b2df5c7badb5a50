# make 列出各目标。Windows 上的对应命令见 README.md。
# Needs Python 3.11 or newer and nothing else; another one than python3: make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
MERGE_DEMO := $(BIN)/disclosure-batch merge demo/收件 --roster demo/名册.xlsx --previous demo/上年/汇总表.xlsx --settings demo/年报.toml
LOWEST := .venv-lowest
TEMPLATE := xlsx_templates/政府信息公开工作年度报告（2021格式）.xlsx

# The tests that look through the libraries, in a minute: every reader, product and rule, and the terminal; then a whole
# run, which the demo makes for last year's result.
CORE := readers documents roster rule_pages life_of_a_cell manifest_and_data report_files text_templates review_page \
    notices console template
# An older XlsxWriter rounds the widths of columns in the kept template otherwise.
NOT_CORE := tests/test_template.py::test_the_kept_template_is_what_the_command_writes

.PHONY: help demo test lowest lint template handbook bundle smoke clean

help:
	@echo 'make demo      生成示例并汇总一遍，第一次用请从这里开始'
	@echo 'make test      运行全部测试'
	@echo 'make lowest    用依赖的最低版本运行一部分测试'
	@echo 'make lint      检查代码写法'
	@echo 'make bundle    做 Windows、Linux 安装包，放在 dist/（要有 mingw-w64 和 NSIS）'
	@echo 'make handbook  把手册写成 .docx 和 .pdf，放在 dist/'
	@echo 'make smoke     试用做好的安装包（Windows 的要有 Wine）'
	@echo 'make template  重新生成 xlsx_templates/ 中的空白工作簿'
	@echo 'make clean     删除示例、缓存和构建产物（不动 output/、.venv/ 和 .venv-lowest/）'

# One unit of the demo is missing and one column doesn't balance, so merge ends with 1: it is for a person to mend.
demo: $(VENV)/.package
	$(BIN)/disclosure-batch demo demo
	@echo
	@echo '$(MERGE_DEMO)'
	@code=0; $(MERGE_DEMO) || code=$$?; \
	[ $$code -eq 1 ] || { echo "merge 的退出码是 $$code，示例应当是 1（一家未报、一家有错）" >&2; exit 1; }
	@echo
	@echo '示例：    demo/（名册、上年结果、各单位报送的工作簿）'
	@newest=$$(ls -t output/*/manifest.json | head -n 1); \
	[ "$$newest" ] && echo "汇总结果：$${newest%manifest.json}"
	@echo '          先看 核对报告.html，再看 汇总表.xlsx 和 年度报告.docx'

test: $(VENV)/.testing
	$(BIN)/python -m pytest -n 2

# A warning of what a library is about to change would reach the user's terminal: it fails here.
lowest: $(LOWEST)/.testing
	$(LOWEST)/bin/python -m pytest -n 2 -W error::FutureWarning --deselect $(NOT_CORE) $(CORE:%=tests/test_%.py)
	rm -rf $(LOWEST)/demo
	$(LOWEST)/bin/disclosure-batch demo $(LOWEST)/demo

lint: $(VENV)/.testing
	$(BIN)/ruff check .

template: $(VENV)/.package
	rm -f '$(TEMPLATE)'
	$(BIN)/disclosure-batch template -o '$(TEMPLATE)'

# The .pdf where LibreOffice is there.
handbook: $(VENV)/.testing
	$(BIN)/python docs/handbook.py dist

bundle: $(VENV)/.testing
	$(BIN)/python packaging/build.py --output dist

# In what make bundle has written: under Wine, and in a bare Debian without network.
smoke: $(VENV)/.testing
	$(BIN)/python packaging/smoke_windows.py dist
	$(BIN)/python packaging/smoke_linux.py dist

clean:
	rm -rf build dist *.egg-info demo .pytest_cache .ruff_cache .hypothesis
	find . -path './.venv*' -prune -o -type d -name __pycache__ -exec rm -rf {} +

# The stamps say that what setup.cfg asks for is installed, so that a second run starts at once.
$(VENV)/.package: setup.cfg pyproject.toml | $(BIN)/pip
	@echo '正在安装 disclosure-batch 及其依赖，第一次约需一分钟……'
	@$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.testing: $(VENV)/.package
	@echo '正在安装测试工具……'
	@$(PIP_INSTALL) --editable '.[test]'
	@touch $@

# Just the versions that setup.cfg names as the lowest, of what is needed and of the tools that test it; but for the
# validator of office files, which needs a newer lxml for itself, and for the cluster: no test of these asks for them.
$(LOWEST)/.testing: setup.cfg pyproject.toml | $(BIN)/pip
	@echo '正在安装各依赖的最低版本……'
	@$(PYTHON) -m venv --clear $(LOWEST)
	@sed -n 's/^    \([a-z0-9-]*\)>=/\1==/p' setup.cfg > $(LOWEST)/lowest.txt
	@sed -n '/^test =/,/^$$/s/^    \([a-z0-9-]*\)>=/\1==/p' setup.cfg | grep -v -e openxml-audit -e distributed > $(LOWEST)/tools.txt
	@$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint $(LOWEST)/lowest.txt --editable . --requirement $(LOWEST)/tools.txt
	@touch $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo '需要 Python 3.11 或更新版本；如已另外安装，请写明：make demo PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo '这个 Python 缺少 venv 模块。Debian、Ubuntu 上请先安装：apt install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
