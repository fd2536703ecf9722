// System call numbers of linux/arm64 (kernel: include/uapi/asm-generic/unistd.h).

package runtime

const (
	sysWrite     = 64
	sysExitGroup = 94
	sysMmap      = 222
)
