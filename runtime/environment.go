// Arguments, environment, process: what os and syscall ask at the start and at the end.

package runtime

import "unsafe"

const (
	pageBytes = 4096

	auxvEnd = 0
)

// gostring copies a C string.
func gostring(p *byte) string {
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), n)) != 0 {
		n++
	}
	return unsafe.String(p, n)
}

// environment counts the strings of the environment and gives the index of the first one among the arguments.
func environment() (first, count int) {
	first = int(argc) + 1
	for argument(first+count) != nil {
		count++
	}
	return first, count
}

// getenv gives a variable of the environment that the program started with, "" if it is not set.
func getenv(name string) string {
	first, count := environment()
	for i := 0; i < count; i++ {
		text := gostring(argument(first + i))
		if len(text) > len(name) && text[len(name)] == '=' && text[:len(name)] == name {
			return text[len(name)+1:]
		}
	}
	return ""
}

// auxiliary gives a value of those that the kernel puts behind the environment; 0 if it is not there.
func auxiliary(tag uintptr) uintptr {
	pairs := getAuxv()
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == tag {
			return pairs[i+1]
		}
	}
	return 0
}

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string {
	args := make([]string, argc)
	for i := range args {
		args[i] = gostring(argument(i))
	}
	return args
}

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string {
	first, count := environment()
	envs := make([]string, count)
	for i := range envs {
		envs[i] = gostring(argument(first + i))
	}
	return envs
}

// getAuxv gives what the kernel says of the machine, in pairs of a tag and a value.
func getAuxv() []uintptr {
	first, count := environment()
	start := unsafe.Add(unsafe.Pointer(argv), uintptr(first+count+1)*ptrSize)
	n := 0
	for *(*uintptr)(unsafe.Add(start, uintptr(n)*ptrSize)) != auxvEnd {
		n += 2
	}
	return unsafe.Slice((*uintptr)(start), n)
}

//go:linkname syscall_Getpagesize syscall.Getpagesize
func syscall_Getpagesize() int { return pageBytes }

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) { exit(int32(code)) }

// os_beforeExit is told before the program exits.
//
//go:linkname os_beforeExit os.runtime_beforeExit
func os_beforeExit(exitCode int) {}

// C has an environment of its own, which we do not have; package godebug wants to know of changes of its settings.

//go:linkname syscall_runtimeSetenv syscall.runtimeSetenv
func syscall_runtimeSetenv(key, value string) {
	if key == godebugName {
		notifyGodebug(value)
	}
}

//go:linkname syscall_runtimeUnsetenv syscall.runtimeUnsetenv
func syscall_runtimeUnsetenv(key string) {
	if key == godebugName {
		notifyGodebug("")
	}
}

//go:linkname syscall_runtimeClearenv syscall.runtimeClearenv
func syscall_runtimeClearenv(env map[string]int) {}

//go:linkname syscall_runtime_BeforeExec syscall.runtime_BeforeExec
func syscall_runtime_BeforeExec() {}

//go:linkname syscall_runtime_AfterExec syscall.runtime_AfterExec
func syscall_runtime_AfterExec() {}

//go:linkname syscall_cgocaller syscall.cgocaller
func syscall_cgocaller(fn unsafe.Pointer, args ...uintptr) uintptr

// fcntl gives the result and the error number.
func fcntl(fd, cmd, arg int32) (int32, int32) {
	result := int(syscall6(sysFcntl, uintptr(fd), uintptr(cmd), uintptr(arg), 0, 0, 0))
	if result < 0 {
		return -1, int32(-result)
	}
	return int32(result), 0
}

// vgetrandom would read random bytes without a system call; callers then make one.
func vgetrandom(p []byte, flags uint32) (ret int, supported bool) { return -1, false }

// Settings of GODEBUG, which internal/godebug reads and counts the use of.

const godebugName = "GODEBUG"

var (
	godebugDefault string // settings of the program itself, which the linker fills in
	godebugUpdate  func(defaults, environment string)
	godebugChanged string // what the program has set in its environment
	hasChanged     bool
)

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(defaults, environment string)) {
	godebugUpdate = update
	notifyGodebug(getenv(godebugName))
}

// notifyGodebug tells internal/godebug, if the program holds it, what the environment says.
func notifyGodebug(environment string) {
	godebugChanged, hasChanged = environment, true
	if godebugUpdate != nil {
		godebugUpdate(godebugDefault, environment)
	}
}

// godebugSetting gives a setting that is a number as it is now: by the environment, or else by the program itself.
func godebugSetting(name string) int32 { return godebugSettingOr(name, 0) }

// godebugSettingOr gives such a setting, or what it is otherwise.
func godebugSettingOr(name string, otherwise int32) int32 {
	environment := godebugChanged
	if !hasChanged {
		environment = getenv(godebugName)
	}
	n, ok := settingIn(environment, name)
	if !ok {
		n, ok = settingIn(godebugDefault, name)
	}
	if !ok {
		return otherwise
	}
	return n
}

// countSetting says that a program did otherwise because of a setting, if it holds what counts that.
func countSetting(name string) {
	if newIncNonDefault != nil {
		newIncNonDefault(name)()
	}
}

var newIncNonDefault func(string) func()

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(make func(string) func()) { newIncNonDefault = make }

// A godebugMetric is a counter that runtime/metrics shows.
type godebugMetric struct {
	name string
	read func() uint64
}

var godebugMetrics []godebugMetric

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	godebugMetrics = append(godebugMetrics, godebugMetric{name, read})
}
