// Clocks are read by system calls on arm64: see vdso_linux_amd64.go.

package runtime

func readClock(id uintptr, t *timespec) bool { return false }

func initClock() {}
