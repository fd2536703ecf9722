// Pictures through image/draw, png, gif and jpeg; tables of text/tabwriter, tokens of text/scanner; files of embed-like trees.
package main

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"strings"
	"text/scanner"
	"text/tabwriter"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

type waves struct{ size int }

func (w waves) ColorModel() color.Model { return color.NRGBAModel }
func (w waves) Bounds() image.Rectangle { return image.Rect(0, 0, w.size, w.size) }

func (w waves) At(x, y int) color.Color {
	d := math.Hypot(float64(x-w.size/2), float64(y-w.size/2))
	v := uint8(127 + 127*math.Sin(d/5))
	return color.NRGBA{v, uint8(x), uint8(y), 255 - uint8(d)}
}

func save(name string, b []byte) {
	check(os.WriteFile(name, b, 0o644))
	fmt.Printf("%s %d %08x\n", name, len(b), crc32.ChecksumIEEE(b))
}

func sum(m image.Image) uint32 {
	h := crc32.NewIEEE()
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			r, g, b, a := m.At(x, y).RGBA()
			fmt.Fprint(h, r, g, b, a, " ")
		}
	}
	return h.Sum32()
}

func main() {
	size := 120
	bounds := image.Rect(0, 0, size, size)
	for _, m := range []draw.Image{image.NewNRGBA(bounds), image.NewRGBA(bounds), image.NewGray(bounds), image.NewRGBA64(bounds), image.NewGray16(bounds), image.NewPaletted(bounds, palette.Plan9), image.NewCMYK(bounds)} {
		draw.Draw(m, bounds, waves{size}, image.Point{}, draw.Src)
		draw.Draw(m, image.Rect(10, 10, 60, 60), image.NewUniform(color.RGBA{200, 0, 0, 128}), image.Point{}, draw.Over)
		draw.DrawMask(m, image.Rect(50, 50, 100, 100), waves{size}, image.Pt(3, 4), image.NewUniform(color.Alpha{90}), image.Point{}, draw.Over)
		name := strings.TrimPrefix(fmt.Sprintf("%T", m), "*image.")
		var b bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		check(encoder.Encode(&b, m))
		save(name+".png", b.Bytes())
		back, kind, err := image.Decode(bytes.NewReader(b.Bytes()))
		check(err)
		fmt.Printf("%T %s %08x\n", back, kind, sum(back))
		b.Reset()
		check(jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}))
		save(name+".jpeg", b.Bytes())
		back, kind, err = image.Decode(&b)
		check(err)
		fmt.Printf("%T %s %08x\n", back, kind, sum(back))
	}
	animation := &gif.GIF{LoopCount: 3}
	for i := range 4 {
		frame := image.NewPaletted(image.Rect(0, 0, 60, 40), palette.WebSafe)
		draw.FloydSteinberg.Draw(frame, frame.Bounds(), waves{60 + 10*i}, image.Point{})
		animation.Image = append(animation.Image, frame)
		animation.Delay = append(animation.Delay, 5+i)
		animation.Disposal = append(animation.Disposal, gif.DisposalBackground)
	}
	var b bytes.Buffer
	check(gif.EncodeAll(&b, animation))
	save("animation.gif", b.Bytes())
	back, err := gif.DecodeAll(&b)
	check(err)
	for _, frame := range back.Image {
		fmt.Printf("%v %08x ", frame.Bounds(), sum(frame))
	}
	fmt.Println(back.Delay, back.LoopCount)
	_, _, err = image.Decode(strings.NewReader("no picture"))
	fmt.Println(err)
	_, err = png.Decode(strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"))
	fmt.Println(err)
	for _, flags := range []uint{0, tabwriter.AlignRight | tabwriter.Debug, tabwriter.TabIndent | tabwriter.FilterHTML, tabwriter.DiscardEmptyColumns} {
		w := tabwriter.NewWriter(os.Stdout, 5, 4, 2, '.', flags)
		fmt.Fprintln(w, "a\tbbb\tc\nlonger cell\t\tü☃\t<b>x</b>&amp;\tlast\nx\ty\n\n\tindented\v\vend\f1\t2")
		check(w.Flush())
	}
	var s scanner.Scanner
	s.Init(strings.NewReader("x := 0x1F + 'a' // note\n\"str\\n\" `raw` 1e9 3.x ☃ /* b */ \"open\n"))
	s.Filename = "text"
	s.Mode ^= scanner.SkipComments
	s.Error = func(s *scanner.Scanner, msg string) { fmt.Println("error", s.Position, msg) }
	for t := s.Scan(); t != scanner.EOF; t = s.Scan() {
		fmt.Println(s.Position, scanner.TokenString(t), s.TokenText())
	}
}
