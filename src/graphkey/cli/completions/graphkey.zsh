#compdef graphkey
# Completion of graphkey for zsh 5 and newer; made by `graphkey completion zsh`.
_graphkey() {
    local -a found
    found=("${(@f)$("${(Q)words[1]}" --complete-line "${(j: :)words[1,CURRENT]}" 2>/dev/null)}")
    found=("${(@)found:#}")
    if (( $#found )); then
        # -U: what fits is chosen already, and case does not count.
        compadd -U -- "${(@)found}"
    else
        _files
    fi
}
if [[ ${funcstack[1]} == _graphkey ]]; then
    _graphkey "$@"
else
    compdef _graphkey graphkey
fi
