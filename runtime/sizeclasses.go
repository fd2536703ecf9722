// Size classes of small objects: the sizes of gc's runtime, which programs observe as capacities after append.
//
// Invariant: class sizes ascend; every size up to maxSmallSize has a class that wastes little of it. Class 0 stands for
// objects that have a span of their own.

package runtime

const (
	maxSmallSize     = 32768
	pageShift        = 13
	pageSize         = 1 << pageShift
	mallocHeaderSize = 8   // kept in front of objects with pointers that are larger than headerlessSize
	headerlessSize   = 512 // such an object's pointer bitmap has its place at the end of the span
	sizeClasses      = 68

	fineClassLimit = 1024 // sizes up to here are looked up in steps of 8 bytes, larger ones in steps of 128
	fineStep       = 8
	coarseStep     = 128
)

var classSizes = [sizeClasses]uint16{
	0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480,
	512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
	5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480,
	21760, 24576, 27264, 28672, 32768,
}

// classPages is how many pages a span of a class has.
var classPages = [sizeClasses]uint8{
	0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 1, 2,
	1, 3, 2, 3, 1, 3, 2, 3, 4, 5, 6, 1, 7, 6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8, 3, 10, 7, 4,
}

// The smallest class that holds a size, by the size's number of steps.
var (
	fineClasses   [fineClassLimit/fineStep + 1]uint8
	coarseClasses [(maxSmallSize-fineClassLimit)/coarseStep + 1]uint8
)

// initSizeClasses fills the tables of the lookup.
func initSizeClasses() {
	class := uint8(1)
	for i := range fineClasses {
		for uintptr(classSizes[class]) < uintptr(i)*fineStep {
			class++
		}
		fineClasses[i] = class
	}
	for i := range coarseClasses {
		for uintptr(classSizes[class]) < fineClassLimit+uintptr(i)*coarseStep {
			class++
		}
		coarseClasses[i] = class
	}
}

// sizeClass gives the smallest class that holds size bytes, size <= maxSmallSize.
func sizeClass(size uintptr) uint8 {
	if size <= fineClassLimit {
		return fineClasses[(size+fineStep-1)/fineStep]
	}
	return coarseClasses[(size-fineClassLimit+coarseStep-1)/coarseStep]
}

// roundupsize gives how many bytes an allocation of size bytes can use.
func roundupsize(size uintptr, noscan bool) uintptr {
	if size == 0 {
		return 0
	}
	if size > maxSmallSize-mallocHeaderSize {
		rounded := size + pageSize - 1
		if rounded < size {
			return size
		}
		return rounded &^ (pageSize - 1)
	}
	if !noscan && size > headerlessSize {
		return uintptr(classSizes[sizeClass(size+mallocHeaderSize)]) - mallocHeaderSize
	}
	return uintptr(classSizes[sizeClass(size)])
}
