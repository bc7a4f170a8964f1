# Completion of graphkey for fish 3 and newer; made by `graphkey completion fish`.
function __graphkey_complete
    set -l found (graphkey --complete-line (commandline -cp | string collect) 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c graphkey -f -a '(__graphkey_complete)'
