package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

func kill(s syscall.Signal) {
	syscall.Kill(syscall.Getpid(), s)
	time.Sleep(10 * time.Second)
}

func init() {
	for name, s := range map[string]syscall.Signal{
		"fpe": syscall.SIGFPE, "bus": syscall.SIGBUS, "segv": syscall.SIGSEGV, "ill": syscall.SIGILL, "trap": syscall.SIGTRAP,
		"abrt": syscall.SIGABRT, "quit": syscall.SIGQUIT, "pipe": syscall.SIGPIPE, "term": syscall.SIGTERM, "int": syscall.SIGINT,
		"hup": syscall.SIGHUP, "usr1": syscall.SIGUSR1, "usr2": syscall.SIGUSR2, "alrm": syscall.SIGALRM, "sys": syscall.SIGSYS,
		"xcpu": syscall.SIGXCPU, "stkflt": syscall.SIGSTKFLT, "prof": syscall.SIGPROF, "vtalrm": syscall.SIGVTALRM, "io": syscall.SIGIO,
		"pwr": syscall.SIGPWR, "kill": syscall.SIGKILL, "rt40": syscall.Signal(40), "xfsz": syscall.SIGXFSZ,
	} {
		add("kill_"+name, func() { kill(s) })
	}
	for name, s := range map[string]syscall.Signal{
		"chld": syscall.SIGCHLD, "urg": syscall.SIGURG, "winch": syscall.SIGWINCH, "cont": syscall.SIGCONT, "pipe_process": syscall.SIGPIPE,
	} {
		add("ignored_"+name, func() {
			syscall.Kill(syscall.Getpid(), s)
			time.Sleep(20 * time.Millisecond)
			println("alive")
		})
	}
	add("notify", func() {
		c := make(chan os.Signal, 4)
		signal.Notify(c, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGFPE, syscall.SIGUSR1)
		for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGFPE, syscall.SIGUSR1} {
			syscall.Kill(syscall.Getpid(), s)
			println((<-c).String())
		}
		signal.Reset(syscall.SIGTERM)
		kill(syscall.SIGTERM)
	})
	add("notify_reset_quit", func() {
		c := make(chan os.Signal, 4)
		signal.Notify(c, syscall.SIGQUIT)
		signal.Stop(c)
		kill(syscall.SIGQUIT)
	})
	add("notify_all", func() {
		c := make(chan os.Signal, 4)
		signal.Notify(c)
		syscall.Kill(syscall.Getpid(), syscall.SIGABRT)
		for s := range c {
			if s != syscall.SIGURG {
				println(s.String())
				os.Exit(4)
			}
		}
	})
	add("ignore", func() {
		signal.Ignore(syscall.SIGTERM, syscall.SIGHUP)
		syscall.Kill(syscall.Getpid(), syscall.SIGTERM)
		syscall.Kill(syscall.Getpid(), syscall.SIGHUP)
		println(signal.Ignored(syscall.SIGTERM), signal.Ignored(syscall.SIGINT))
		signal.Reset()
		println(signal.Ignored(syscall.SIGTERM))
		kill(syscall.SIGHUP)
	})
	add("notify_context", func() {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT)
		syscall.Kill(syscall.Getpid(), syscall.SIGINT)
		<-ctx.Done()
		println(ctx.Err().Error(), context.Cause(ctx).Error())
		stop()
		kill(syscall.SIGINT)
	})
	add("thread_ends", func() {
		done := make(chan int)
		go func() {
			runtime.LockOSThread()
			done <- syscall.Gettid()
		}()
		tid := <-done
		for range 1000 {
			if syscall.Tgkill(syscall.Getpid(), tid, 0) == syscall.ESRCH {
				println("ended")
				return
			}
			time.Sleep(time.Millisecond)
		}
		println("still there")
	})
	add("quit_running", func() {
		go func() {
			for {
			}
		}()
		time.Sleep(10 * time.Millisecond)
		kill(syscall.SIGQUIT)
	})
	add("notified_panic", func() {
		signal.Notify(make(chan os.Signal, 1), os.Interrupt)
		panic("with a receiver")
	})
}
