# Completion of graphkey for bash 3.2 and newer; made by `graphkey completion bash`.
_graphkey() {
    local line=${COMP_LINE:0:COMP_POINT} word begun one
    COMPREPLY=()
    while IFS= read -r one; do
        COMPREPLY+=("$one")
    done < <("$1" --complete-line "$line" 2>/dev/null)
    # Where a colon or = parts words, bash puts back what stands behind it alone.
    word=${line##*[[:space:]]}
    begun=${word%"${word##*[:=]}"}
    if [[ -n $begun && $COMP_WORDBREAKS == *"${begun: -1}"* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"$begun"}")
    fi
}
complete -o default -F _graphkey graphkey
