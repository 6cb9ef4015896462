# SPDX-License-Identifier: BSL-1.0
# Completion of popline for bash.

_popline() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local commands='capa stat list top fetch sync watch import doctor delete help'
    local help='-h --help -V --version'
    local common="--password-file --password-command --netrc --netrc-file --oauth-token-command --auth --apop --ca --cleartext --pipeline --timeout --proxy --source -4 --ipv4 -6 --ipv6 -q --quiet -v --verbose --trace
        --no-progress $help"
    local one_server="--cert --key --pin --crl --tls-min --expect-name --no-alpn $common"
    COMPREPLY=()

    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$commands $help" -- "$word")
        return
    fi
    case $before in
        --password-file | --netrc-file | --quirks | --ca | --cert | --key | --crl | --accounts)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        --auth)
            mapfile -t COMPREPLY < <(compgen -W 'SCRAM-SHA-512-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-512
                SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5 USER APOP OAUTHBEARER XOAUTH2 EXTERNAL ANONYMOUS' -- "${word^^}")
            return
            ;;
        --pipeline)
            mapfile -t COMPREPLY < <(compgen -W 'auto off' -- "$word")
            return
            ;;
        --tls-min)
            mapfile -t COMPREPLY < <(compgen -W '1.2 1.3' -- "$word")
            return
            ;;
        --from)
            mapfile -t COMPREPLY < <(compgen -W 'mpop getmail fetchmail' -- "$word")
            return
            ;;
        --password-command | --oauth-token-command | --timeout | --proxy | --source | --pin | --expect-name | --max-size | --id | --expect-id | --ledger | --recipient | --delete-after | --keep-newest | --per-run | --commit-every | --every | \
            --jobs | --metrics | --account)
            return
            ;;
    esac
    local options
    case ${COMP_WORDS[1]} in
        capa | stat | top) options=$one_server ;;
        list | doctor) options="--json $one_server" ;;
        fetch) options="--delete -n --dry-run --max-size --id --mbox --quirks --eager $one_server" ;;
        sync) options="--ledger --recipient --delete-after --keep-newest --max-size --newest-first --per-run --commit-every
            --accept-new-ids -n --dry-run --eager --json $one_server" ;;
        watch) options="--accounts --every --once --jobs --metrics --eager $common" ;;
        import) options="--from --ledger --account -q --quiet $help" ;;
        delete) options="--id --expect-id -n --dry-run $one_server" ;;
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
