// What the program says about its own origin: the section .go.buildinfo (server/linker/buildinfo.py), in Go's format.
//
// A header of 32 bytes is followed by the version and by the description of modules and settings, each a length in groups
// of 7 bits and a text.

package runtime

import "unsafe"

const buildInfoHeader = 32 // bytes

// The linker puts the section between these addresses.

func buildInfoStart() uintptr

func buildInfoEnd() uintptr

// debug_modinfo gives the modules and settings that the program was built from, in the frame that the section has
// around them; "" if it does not say.
//
//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string {
	if buildInfoEnd()-buildInfoStart() <= buildInfoHeader {
		return ""
	}
	_, p := nameCounted(unsafe.Pointer(buildInfoStart() + buildInfoHeader))
	text, _ := nameCounted(p)
	return text
}
