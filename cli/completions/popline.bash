# SPDX-License-Identifier: BSL-1.0
# Completion of popline for bash.

_popline() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local commands='capa stat list top fetch sync watch import delete help'
    local help='-h --help -V --version'
    local common="--password-file --apop --ca --cleartext --pipeline --timeout -q --quiet -v --verbose --trace
        --no-progress $help"
    COMPREPLY=()

    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$commands $help" -- "$word")
        return
    fi
    case $before in
        --password-file | --ca | --accounts)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        --pipeline)
            mapfile -t COMPREPLY < <(compgen -W 'auto off' -- "$word")
            return
            ;;
        --from)
            mapfile -t COMPREPLY < <(compgen -W 'mpop getmail fetchmail' -- "$word")
            return
            ;;
        --timeout | --max-size | --id | --expect-id | --ledger | --recipient | --delete-after | --keep-newest | --per-run | --commit-every | --every | \
            --jobs | --metrics | --account)
            return
            ;;
    esac
    local options
    case ${COMP_WORDS[1]} in
        capa | stat | top) options=$common ;;
        list) options="--json $common" ;;
        fetch) options="--delete -n --dry-run --max-size --id --mbox $common" ;;
        sync) options="--ledger --recipient --delete-after --keep-newest --max-size --newest-first --per-run --commit-every
            --accept-new-ids -n --dry-run --json $common" ;;
        watch) options="--accounts --every --once --jobs --metrics $common" ;;
        import) options="--from --ledger --account -q --quiet $help" ;;
        delete) options="--id --expect-id -n --dry-run $common" ;;
        help) options="$help" ;;
        *) return ;;
    esac
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    elif [[ ${COMP_WORDS[1]} == help ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
    elif [[ ${COMP_WORDS[1]} == fetch ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
    elif [[ ${COMP_WORDS[1]} == import ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    elif [[ ${COMP_WORDS[1]} == sync ]]; then
        compopt -o nospace 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -W 'maildir: folder: mbox: command: lmtp:' -- "$word")
    fi
}
complete -F _popline popline
