// Packages os, io, bufio, io/fs, path/filepath, flag, log.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(3)
	}
}

type upper struct{ r io.Reader }

func (u upper) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	copy(p, bytes.ToUpper(p[:n]))
	return n, err
}

func main() {
	folder, err := os.MkdirTemp("", "files")
	check(err)
	defer os.RemoveAll(folder)
	name := filepath.Join(folder, "a.txt")
	check(os.WriteFile(name, []byte("first\nsecond line\nthird\n"), 0o600))
	f, err := os.Open(name)
	check(err)
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		fmt.Printf("%q ", scanner.Text())
	}
	_, err = f.Seek(6, io.SeekStart)
	check(err)
	part := make([]byte, 6)
	_, err = io.ReadFull(f, part)
	check(err)
	check(f.Close())
	fmt.Println(string(part), f.Close() != nil)

	info, err := os.Stat(name)
	check(err)
	fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir())
	_, err = os.Open(filepath.Join(folder, "missing"))
	fmt.Println(errors.Is(err, fs.ErrNotExist), strings.HasSuffix(err.Error(), "missing: no such file or directory"))
	check(os.Mkdir(filepath.Join(folder, "sub"), 0o700))
	check(os.Rename(name, filepath.Join(folder, "sub", "b.txt")))
	check(filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		relative, _ := filepath.Rel(folder, path)
		fmt.Print(relative, " ", d.IsDir(), "; ")
		return err
	}))
	fmt.Println()

	all, err := io.ReadAll(io.TeeReader(upper{strings.NewReader("shout ")}, os.Stdout))
	check(err)
	var buffer bytes.Buffer
	w := bufio.NewWriterSize(io.MultiWriter(&buffer, io.Discard), 4)
	fmt.Fprintf(w, "%s and %d", all, 12)
	check(w.Flush())
	n, err := io.Copy(os.Stdout, io.LimitReader(&buffer, 9))
	fmt.Println(n, err)

	flags := flag.NewFlagSet("tool", flag.ContinueOnError)
	flags.SetOutput(os.Stdout)
	verbose := flags.Bool("v", false, "say more")
	count := flags.Int("n", 3, "how many `times`")
	fmt.Println(flags.Parse([]string{"-v", "-n=5", "rest", "-x"}), *verbose, *count, flags.Args())
	fmt.Println(flags.Parse([]string{"-n", "many"}))
	logger := log.New(os.Stdout, "[log] ", log.Lmsgprefix)
	logger.Println("message", 1)
	logger.Printf("%05.1f", 2.25)
	fmt.Println(len(os.Args), os.Getenv("NOT_SET_ANYWHERE") == "", filepath.Clean("a/../b//c"), filepath.Ext("x.tar.gz"))
	fmt.Fprintln(os.Stderr, "to stderr")
	defer fmt.Println("not printed")
	os.RemoveAll(folder)
	os.Exit(4)
}
