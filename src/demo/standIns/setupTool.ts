import { calls, ssmAgent, standInScript, thisMachine } from './script.ts';
import type { Place } from './script.ts';

/** A stand-in for `ssm-setup-cli`: for `-register` alone, and with its way to write options, that of Go. */
export function setupToolScript(place: Place): string {
  return standInScript({ ...place, of: 'ssm-setup-cli', parts: [options, calls, ssmAgent, thisMachine, registration] });
}

const options = String.raw`fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

REGISTER=false
ACTIVATION_CODE=''
ACTIVATION_ID=''
REGION=''

while [[ $# -gt 0 ]]; do
    case "$1" in
    -register)
        REGISTER=true
        shift
        ;;
    -activation-code | -activation-id | -region)
        if [[ $# -lt 2 ]]; then
            printf 'flag needs an argument: %s\n' "$1" >&2
            exit 2
        fi
        case "$1" in
        -activation-code) ACTIVATION_CODE=$2 ;;
        -activation-id) ACTIVATION_ID=$2 ;;
        -region) REGION=$2 ;;
        esac
        shift 2
        ;;
    *)
        printf 'flag provided but not defined: %s\n' "$1" >&2
        exit 2
        ;;
    esac
done

if ! $REGISTER; then
    fail 'This stand-in only registers: -register is required.'
fi
if [[ -z $ACTIVATION_CODE || -z $ACTIVATION_ID || -z $REGION ]]; then
    fail 'Registering takes -activation-code, -activation-id and -region.'
fi
if [[ $REGION != "$DEMO_REGION" ]]; then
    fail "The demo account is in Region $DEMO_REGION; the activation is not valid in $REGION."
fi
`;

const registration = String.raw`echo "This is the demo account's stand-in for ssm-setup-cli."
echo "It registers this machine with the demo account at $ENDPOINT, and changes nothing on it."
if ! register_this_machine; then exit 1; fi
`;
