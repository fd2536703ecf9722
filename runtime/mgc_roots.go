// Roots: where marking begins.
//
// They are the variables of the program that may hold pointers, the runtime's own structures, the stacks with the
// registers that were saved on them, and what waits for the end of objects. All but the last are scanned conservatively:
// every word that may be a pointer is taken for one.

package runtime

import "unsafe"

// Bounds of the image's variables; the compiler expands these in place.
func dataStart() uintptr
func dataEnd() uintptr
func bssStart() uintptr
func bssEnd() uintptr

// Bounds of everything in the image.
func imageStart() uintptr
func imageEnd() uintptr

// markRoots marks what the roots mean. The world is stopped.
func markRoots(w *gcWork) {
	w.markVariables(dataStart(), dataEnd())
	w.markVariables(bssStart(), bssEnd())
	w.markWords(uintptr(unsafe.Pointer(&gcRegisters)), uintptr(unsafe.Pointer(&gcRegisters))+unsafe.Sizeof(gcRegisters))
	for block := rootBlocks; block != nil; block = block.next {
		w.markVariables(uintptr(unsafe.Pointer(block))+unsafe.Sizeof(rootHeader{}), block.end)
	}
	markStacks(w)
	markSpecials(w)
}
