// Parts that the programs for hosts and clusters share. Messages are ASCII, because a fresh machine's console may be.

/** `force` and `check_only`, of the options that most programs have. */
export const readOptions = `
  force='' check_only=''
  for option in "$@"; do
    case $option in
      --force) force=yes ;;
      --check-only) check_only=yes ;;
      *)
        printf 'Unknown option: %s\\nOptions: --check-only, --force\\n' "$option" >&2
        exit 2
        ;;
    esac
  done
`;

/** `say`, `note`, `problem`. */
export const tell = `
  problems=0
  say() { printf '%s\\n' "$*"; }
  note() { say "Note: $*"; }
  problem() {
    problems=$((problems + 1))
    say "PROBLEM: $*" >&2
  }
`;

/** `check_code`, of `expiryValues`. */
export const checkCode = `
  check_code() {
    if [[ $(date +%s) -ge $expires_at ]]; then
      problem "The activation code ran out at $expires_text, or this machine's clock is wrong: it says $(date -u '+%Y-%m-%d %H:%M UTC'). Register anew, or set the clock."
    fi
  }
`;

/** Ends the script when only checks were wanted, or problems stand in the way. Reads `check_only` and `force`. */
export const stopAtProblems = `
  if [[ $check_only ]]; then
    say "Checked only; nothing was changed. Problems: $problems."
    if [[ $problems -gt 0 ]]; then exit 1; fi
    exit 0
  fi
  if [[ $problems -gt 0 ]]; then
    if [[ ! $force ]]; then
      say 'STOPPED: nothing was changed, and no registration was used up. Solve the problems above, or go on despite them with --force.' >&2
      exit 1
    fi
    say 'Goes on despite the problems above (--force).'
  fi
`;

/** `fetch ADDRESS FILE`, of the values `loopback` and `proxy`. */
export const fetchFile = `
  fetch() {
    if [[ $loopback ]]; then
      curl --proto '=http' --noproxy '*' --globoff -fsS --max-time 60 -o "$2" "$1"
      return
    fi
    set -- --proto '=https' --tlsv1.2 -fsSL --retry 3 --retry-connrefused --connect-timeout 20 --max-time 600 -o "$2" "$1"
    if [[ $proxy ]]; then set -- --proxy "$proxy" "$@"; fi
    curl "$@"
  }
`;
