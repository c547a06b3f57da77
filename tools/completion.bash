# SPDX-License-Identifier: Apache-2.0
# Bash completion of ccap. Commands and options are asked of the program itself, so that they can't grow stale.

_ccap_words() {
    # Names of commands, or of one command's options, out of the help text.
    if [ $# -eq 0 ]; then
        "${COMP_WORDS[0]}" --help --lang en 2>/dev/null |
            awk '/^Commands:/ {on = 1; next} /^$/ {on = 0} on {print $1}'
    else
        "${COMP_WORDS[0]}" "$1" --help --lang en 2>/dev/null | grep -o -e '--[a-z][a-z-]*' | sort -u
    fi
}

_ccap_values() {
    # What an option can be: "--format human|short|json|sarif".
    "${COMP_WORDS[0]}" "$1" --help --lang en 2>/dev/null |
        grep -o -e "$2 [a-z]*|[a-z|]*" | head -n 1 | cut -d ' ' -f 2 | tr '|' '\n'
}

_ccap() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -*) ;;
        *)
            command=${COMP_WORDS[i]}
            break
            ;;
        esac
    done
    COMPREPLY=()
    if [ -z "$command" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_ccap_words) --lang --quiet --color --version --help" -- "$current")
    elif [[ $previous == --* ]] && [ -n "$(_ccap_values "$command" "$previous")" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_ccap_values "$command" "$previous")" -- "$current")
    elif [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_ccap_words "$command")" -- "$current")
    elif [ "$command" = schema ]; then
        mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" schema 2>/dev/null | awk '{print $1}')" -- "$current")
    elif [ "$command" = show ]; then
        mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" list clauses 2>/dev/null | awk '{print $1, $2}')" -- "$current")
    elif [ "$command" = explain ]; then
        mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" list regles 2>/dev/null | awk '{print $1}')" -- "$current")
    elif [ "$command" = new ] && [ "$previous" = new ]; then
        mapfile -t COMPREPLY < <(compgen -W 'marche clause bibliotheque' -- "$current")
    fi
}

complete -o default -F _ccap ccap
