// What signals are called, and what they do to a program that does not want to hear of them.

package runtime

const (
	signalTerminal  = 1 // SIGHUP
	signalInterrupt = 2
	signalQuit      = 3
	signalIllegal   = 4
	signalAbort     = 6
	signalBus       = 7
	signalFloat     = 8
	signalSegv      = 11
	signalPipe      = 13
	signalTerminate = 15
	signalSys       = 31
)

// Of each signal; a signal without flags keeps what it does by default.
const (
	signalNotifies = 1 << iota // os/signal may ask for it, whoever sends it
	signalKills                // else the program ends as it does by default
	signalThrows               // else the program ends with a report of all goroutines
	signalPanics               // a fault of the hardware
	signalStops                // has no handler unless the program asks for it
)

// Source: package os/signal, "Default behavior of signals in Go programs"; names as in gc's reports.
var signalTable = [...]struct {
	name  string
	flags uint8
}{
	1:  {"SIGHUP: terminal line hangup", signalNotifies | signalKills},
	2:  {"SIGINT: interrupt", signalNotifies | signalKills},
	3:  {"SIGQUIT: quit", signalNotifies | signalThrows},
	4:  {"SIGILL: illegal instruction", signalThrows},
	5:  {"SIGTRAP: trace trap", signalThrows},
	6:  {"SIGABRT: abort", signalNotifies | signalThrows},
	7:  {"SIGBUS: bus error", signalPanics},
	8:  {"SIGFPE: floating-point exception", signalPanics},
	9:  {"SIGKILL: kill", 0},
	10: {"SIGUSR1: user-defined signal 1", signalNotifies},
	11: {"SIGSEGV: segmentation violation", signalPanics},
	12: {"SIGUSR2: user-defined signal 2", signalNotifies},
	13: {"SIGPIPE: write to broken pipe", signalNotifies},
	14: {"SIGALRM: alarm clock", signalNotifies},
	15: {"SIGTERM: termination", signalNotifies | signalKills},
	16: {"SIGSTKFLT: stack fault", signalThrows},
	17: {"SIGCHLD: child status has changed", signalNotifies},
	18: {"SIGCONT: continue", signalNotifies | signalStops},
	19: {"SIGSTOP: stop, unblockable", 0},
	20: {"SIGTSTP: keyboard stop", signalNotifies | signalStops},
	21: {"SIGTTIN: background read from tty", signalNotifies | signalStops},
	22: {"SIGTTOU: background write to tty", signalNotifies | signalStops},
	23: {"SIGURG: urgent condition on socket", signalNotifies},
	24: {"SIGXCPU: cpu limit exceeded", signalNotifies},
	25: {"SIGXFSZ: file size limit exceeded", signalNotifies},
	26: {"SIGVTALRM: virtual alarm clock", signalNotifies},
	27: {"SIGPROF: profiling alarm clock", signalNotifies},
	28: {"SIGWINCH: window size change", signalNotifies},
	29: {"SIGIO: i/o now possible", signalNotifies},
	30: {"SIGPWR: power failure restart", signalNotifies},
	31: {"SIGSYS: bad system call", signalThrows},
	32: {"signal 32", 0}, // the C library's, of a program that started this one
	33: {"signal 33", 0},
	34: {"signal 34", 0},
	35: {"signal 35", signalNotifies},
	36: {"signal 36", signalNotifies},
	37: {"signal 37", signalNotifies},
	38: {"signal 38", signalNotifies},
	39: {"signal 39", signalNotifies},
	40: {"signal 40", signalNotifies},
	41: {"signal 41", signalNotifies},
	42: {"signal 42", signalNotifies},
	43: {"signal 43", signalNotifies},
	44: {"signal 44", signalNotifies},
	45: {"signal 45", signalNotifies},
	46: {"signal 46", signalNotifies},
	47: {"signal 47", signalNotifies},
	48: {"signal 48", signalNotifies},
	49: {"signal 49", signalNotifies},
	50: {"signal 50", signalNotifies},
	51: {"signal 51", signalNotifies},
	52: {"signal 52", signalNotifies},
	53: {"signal 53", signalNotifies},
	54: {"signal 54", signalNotifies},
	55: {"signal 55", signalNotifies},
	56: {"signal 56", signalNotifies},
	57: {"signal 57", signalNotifies},
	58: {"signal 58", signalNotifies},
	59: {"signal 59", signalNotifies},
	60: {"signal 60", signalNotifies},
	61: {"signal 61", signalNotifies},
	62: {"signal 62", signalNotifies},
	63: {"signal 63", signalNotifies},
	64: {"signal 64", signalNotifies},
}
