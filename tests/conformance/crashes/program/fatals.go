package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

//go:noinline
func endless(n int) int {
	var pad [64]int
	pad[n&63] = n
	return endless(n+1) + pad[(n+1)&63]
}

func init() {
	add("unlock", func() { var m sync.Mutex; m.Unlock() })
	add("runlock", func() { var m sync.RWMutex; m.RUnlock() })
	add("rwunlock", func() { var m sync.RWMutex; m.Unlock() })
	add("negative_waitgroup", func() { var w sync.WaitGroup; w.Done() })
	add("map_writes", func() {
		m := map[int]int{}
		for g := range 4 {
			go func() {
				for i := 0; ; i++ {
					m[i&1023] = g
				}
			}()
		}
		time.Sleep(20 * time.Second)
	})
	add("map_in_hash", func() {
		m := map[any]int{}
		for g := range 4 {
			go func() {
				for i := 0; ; i++ {
					m[i&1023] = g
				}
			}()
		}
		for i := 0; ; i++ {
			sinkInt = m[i&1023]
		}
	})
	add("deadlock", func() { select {} })
	add("deadlock_channel", func() { <-make(chan int) })
	add("deadlock_nil_channel", func() { var c chan int; c <- 1 })
	add("deadlock_select", func() {
		a, b := make(chan int), make(chan int)
		select {
		case <-a:
		case b <- 1:
		}
	})
	add("deadlock_mutex", func() { var m sync.Mutex; m.Lock(); m.Lock() })
	add("deadlock_rwmutex", func() { var m sync.RWMutex; m.Lock(); m.RLock() })
	add("deadlock_rwmutex_write", func() { var m sync.RWMutex; m.RLock(); m.Lock() })
	add("deadlock_cond", func() { c := sync.NewCond(&sync.Mutex{}); c.L.Lock(); c.Wait() })
	add("deadlock_waitgroup", func() { var w sync.WaitGroup; w.Add(1); w.Wait() })
	add("deadlock_goroutines", func() {
		c := make(chan int)
		var started sync.WaitGroup
		started.Add(2)
		go func() { started.Done(); c <- 1; c <- 2 }()
		go waiter(&started)
		started.Wait()
		<-c
		runtime.Gosched()
		<-make(chan bool)
	})
	add("deadlock_goexit", func() { runtime.Goexit() })
	add("deadlock_goexit_goroutine", func() {
		go func() { select {} }()
		runtime.Gosched()
		runtime.Goexit()
	})
	add("overflow", func() { sinkInt = endless(0) })
	add("overflow_goroutine", func() {
		go func() { sinkInt = endless(0) }()
		select {}
	})
	add("overflow_limit", func() {
		debug.SetMaxStack(1 << 20)
		sinkInt = endless(0)
	})
	add("foreign_address", func() { sinkInt = *(*int)(unsafe.Pointer(uintptr(0xdeadbeef000))) })
	add("foreign_address_store", func() { *(*int)(unsafe.Pointer(uintptr(0xdeadbeef000))) = 1 })
	add("non_canonical", func() { sinkInt = *(*int)(unsafe.Pointer(uintptr(0x8000_0000_0000_0000))) })
	add("panic_on_fault", func() {
		debug.SetPanicOnFault(true)
		sinkInt = *(*int)(unsafe.Pointer(uintptr(0xdeadbeef000)))
	})
	add("panic_on_fault_recovered", func() {
		debug.SetPanicOnFault(true)
		defer func() {
			r := recover()
			println(r.(error).Error(), r.(interface{ Addr() uintptr }).Addr() == 0xdeadbeef000)
			panic(r)
		}()
		sinkInt = *(*int)(unsafe.Pointer(uintptr(0xdeadbeef000)))
	})
	add("bus_error", func() {
		data := mapped()
		sinkInt = int(data[1<<16])
	})
	add("bus_error_recovered", func() {
		debug.SetPanicOnFault(true)
		data := mapped()
		defer func() { println(recover().(error).Error()); os.Exit(3) }()
		data[1<<16] = 1
	})
	add("foreign_copy", func() {
		debug.SetPanicOnFault(true)
		copy(make([]byte, five*1000), unsafe.Slice((*byte)(unsafe.Pointer(uintptr(0xdeadbeef000))), five*1000))
	})
	add("foreign_compare", func() {
		debug.SetPanicOnFault(true)
		println(unsafe.String((*byte)(unsafe.Pointer(uintptr(0xdeadbeef000))), five*1000) == string(make([]byte, five*1000)))
	})
	add("foreign_copy_recovered", func() {
		debug.SetPanicOnFault(true)
		defer func() { debug.PrintStack(); println(recover().(error).Error()) }()
		var many [1000]int
		many[five] = five
		*(*[1000]int)(unsafe.Pointer(uintptr(0xdeadbeef000))) = many
	})
	add("read_only_data", func() { *unsafe.StringData("constant") = 'x' })
	add("out_of_memory", func() { sinkAny = make([]byte, 1<<46) })
	add("traceback_none", func() { debug.SetTraceback("none"); os.Setenv("X", "y"); raise("none") })
	add("traceback_all", func() { debug.SetTraceback("all"); alongside(); raise("all") })
	add("traceback_system", func() { debug.SetTraceback("system"); raise("system") })
	add("traceback_crash", func() { debug.SetTraceback("crash"); raise("crash") })
	add("traceback_single", func() { debug.SetTraceback("single"); alongside(); raise("single") })
	add("crash_output", func() { debug.SetCrashOutput(os.Stdout, debug.CrashOptions{}); raise("twice") })
	add("crash_output_fault", func() { debug.SetCrashOutput(os.Stdout, debug.CrashOptions{}); sinkInt = nilPair.a })
	add("crash_output_fatal", func() { debug.SetCrashOutput(os.Stdout, debug.CrashOptions{}); <-make(chan int) })
	add("locked", func() { runtime.LockOSThread(); <-make(chan int) })
	add("states", func() {
		go func() { time.Sleep(time.Hour) }()
		go func() { runtime.LockOSThread(); select {} }()
		go func() { var r [2]int; syscall.Pipe(r[:]); syscall.Read(r[0], make([]byte, 1)) }()
		go func() { r, _, _ := os.Pipe(); r.Read(make([]byte, 1)) }()
		go func() {
			for {
			}
		}()
		time.Sleep(50 * time.Millisecond)
		debug.SetTraceback("all")
		panic("states")
	})
}

func waiter(started *sync.WaitGroup) {
	var m sync.Mutex
	m.Lock()
	started.Done()
	m.Lock()
}

func alongside() {
	c := make(chan int)
	started := make(chan bool)
	go func() {
		started <- true
		<-c
	}()
	<-started
	runtime.Gosched()
	time.Sleep(10 * time.Millisecond)
}

func mapped() []byte {
	file, err := os.CreateTemp("", "mapped")
	if err != nil {
		panic(err)
	}
	os.Remove(file.Name())
	data, err := syscall.Mmap(int(file.Fd()), 0, 1<<17, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	return data
}
