// A program for the command line that walks a tree and compresses it: with paths as arguments, or on a tree that it makes.
//
// What it writes (files beside it) must be gc's to the byte.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"compress/lzw"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"hash/fnv"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

var changed = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

func words(r *rand.Rand, n int) []byte {
	list := strings.Fields("the collector marks what can be reached while goroutines run and sweeps the spans bit by bit")
	var b bytes.Buffer
	for b.Len() < n {
		b.WriteString(list[r.IntN(len(list))])
		b.WriteByte(" \n"[r.IntN(2)])
	}
	return b.Bytes()[:n]
}

func plant(root string) {
	r := rand.New(rand.NewPCG(1, 2))
	for i, size := range []int{0, 1, 100, 4096, 70_000, 1 << 20} {
		folder := filepath.Join(root, fmt.Sprintf("folder%d", i%3), strings.Repeat("deep/", i%2))
		check(os.MkdirAll(folder, 0o755))
		check(os.WriteFile(filepath.Join(folder, fmt.Sprintf("words%d.txt", i)), words(r, size), 0o644))
		noise := make([]byte, size/2)
		for j := range noise {
			noise[j] = byte(r.Uint32())
		}
		check(os.WriteFile(filepath.Join(folder, fmt.Sprintf("noise%d.bin", i)), noise, 0o600))
		check(os.WriteFile(filepath.Join(folder, fmt.Sprintf("zeros%d.bin", i)), make([]byte, size*2), 0o644))
	}
	check(os.Symlink("folder1", filepath.Join(root, "link")))
	check(os.MkdirAll(filepath.Join(root, ".hidden"), 0o755))
	check(os.WriteFile(filepath.Join(root, ".hidden", "secret"), []byte("skipped"), 0o644))
}

type archiver struct {
	w     *tar.Writer
	files int
	bytes int64
}

func (a *archiver) add(root, path string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	link := ""
	if info.Mode()&fs.ModeSymlink != 0 {
		if link, err = os.Readlink(path); err != nil {
			return err
		}
	}
	header, err := tar.FileInfoHeader(info, link)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	header.Name, header.ModTime = filepath.ToSlash(name), changed
	header.AccessTime, header.ChangeTime = time.Time{}, time.Time{}
	header.Uid, header.Gid, header.Uname, header.Gname = 0, 0, "", ""
	header.Format = tar.FormatPAX
	if err := a.w.WriteHeader(header); err != nil || !info.Mode().IsRegular() {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	n, err := io.Copy(a.w, file)
	a.files++
	a.bytes += n
	return err
}

func compress(root, name string, level int) {
	out, err := os.Create(name)
	check(err)
	sum := sha256.New()
	zipped, err := gzip.NewWriterLevel(io.MultiWriter(out, sum), level)
	check(err)
	zipped.Name, zipped.Comment, zipped.ModTime = "tree.tar", "written by treezip", changed
	a := archiver{w: tar.NewWriter(zipped)}
	check(filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case path == root:
			return nil
		}
		return a.add(root, path, entry)
	}))
	check(errors.Join(a.w.Close(), zipped.Close(), out.Close()))
	info, err := os.Stat(name)
	check(err)
	fmt.Println(name, "files", a.files, "bytes", a.bytes, "compressed", info.Size(), hex.EncodeToString(sum.Sum(nil)))
}

func list(name string) {
	in, err := os.Open(name)
	check(err)
	defer in.Close()
	unzipped, err := gzip.NewReader(in)
	check(err)
	fmt.Println(unzipped.Name, unzipped.Comment, unzipped.ModTime.UTC())
	for r := tar.NewReader(unzipped); ; {
		header, err := r.Next()
		if err == io.EOF {
			break
		}
		check(err)
		content := crc32.NewIEEE()
		n, err := io.Copy(content, r)
		check(err)
		fmt.Printf("%c %o %7d %08x %s %s\n", header.Typeflag, header.Mode, n, content.Sum32(), header.Name, header.Linkname)
	}
}

func zipTree(root, name string) {
	out, err := os.Create(name)
	check(err)
	w := zip.NewWriter(out)
	check(w.AddFS(steady{os.DirFS(root)}))
	check(w.SetComment("zipped"))
	check(errors.Join(w.Close(), out.Close()))
	r, err := zip.OpenReader(name)
	check(err)
	defer r.Close()
	total := uint64(0)
	for _, f := range r.File {
		total += f.UncompressedSize64
	}
	fmt.Println(name, r.Comment, len(r.File), total)
	_, err = fs.Stat(r, "folder0/words0.txt")
	fmt.Println(err)
	_, err = r.Open("folder0/none")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
}

// steady is a file system without links whose files were all changed at the same time.
type steady struct{ fs.FS }

type steadyFile struct{ fs.File }

type steadyInfo struct{ fs.FileInfo }

type steadyEntry struct{ fs.DirEntry }

func (s steady) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	return steadyFile{f}, err
}

func (s steady) ReadDir(name string) (kept []fs.DirEntry, err error) {
	all, err := fs.ReadDir(s.FS, name)
	for _, entry := range all {
		if entry.Type()&fs.ModeSymlink == 0 {
			kept = append(kept, steadyEntry{entry})
		}
	}
	return kept, err
}

func (f steadyFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return steadyInfo{info}, err
}

func (e steadyEntry) Info() (fs.FileInfo, error) {
	info, err := e.DirEntry.Info()
	return steadyInfo{info}, err
}

func (steadyInfo) ModTime() time.Time { return changed }

func streams(text []byte) {
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, level)
		check(err)
		w.Write(text[:len(text)/3])
		w.Flush()
		w.Write(text[len(text)/3:])
		check(w.Close())
		n, sum := b.Len(), sha256.Sum256(b.Bytes())
		back, err := io.ReadAll(flate.NewReader(&b))
		fmt.Printf("flate %d %d %x %v %v\n", level, n, sum[:6], bytes.Equal(back, text), err)
	}
	var b bytes.Buffer
	z, err := zlib.NewWriterLevelDict(&b, 6, []byte("goroutines collector marks"))
	check(err)
	z.Write(text)
	check(z.Close())
	fmt.Printf("zlib %d %08x\n", b.Len(), crc32.ChecksumIEEE(b.Bytes()))
	u, err := zlib.NewReaderDict(&b, []byte("goroutines collector marks"))
	check(err)
	back, err := io.ReadAll(u)
	fmt.Println(bytes.Equal(back, text), err)
	for _, order := range []lzw.Order{lzw.LSB, lzw.MSB} {
		b.Reset()
		w := lzw.NewWriter(&b, order, 8)
		w.Write(text)
		check(w.Close())
		fmt.Printf("lzw %d %08x\n", b.Len(), crc32.ChecksumIEEE(b.Bytes()))
		back, err := io.ReadAll(lzw.NewReader(&b, order, 8))
		fmt.Println(bytes.Equal(back, text), err)
	}
	packed, _ := hex.DecodeString("425a68393141592653594eece83600000251800010400006449080200031064c4101a7a9a580bb9431f8bb9229c28482776741b0")
	plain, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(packed)))
	fmt.Printf("bzip2 %q %v\n", plain, err)
	h := fnv.New64a()
	h.Write(text)
	fmt.Printf("%x %x %x %x\n", adler32.Checksum(text), crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)),
		crc64.Checksum(text, crc64.MakeTable(crc64.ECMA)), h.Sum64())
}

func main() {
	level := flag.Int("level", gzip.DefaultCompression, "of compression")
	flag.Parse()
	root := "tree"
	plant(root)
	compress(root, "tree.tar.gz", *level)
	list("tree.tar.gz")
	compress(root, "best.tar.gz", gzip.BestCompression)
	compress(root, "fast.tar.gz", gzip.BestSpeed)
	zipTree(root, "tree.zip")
	streams(words(rand.New(rand.NewPCG(3, 4)), 300_000))
	bad, err := gzip.NewReader(strings.NewReader("no gzip at all"))
	fmt.Println(bad, err)
	check(os.RemoveAll(root))
}
