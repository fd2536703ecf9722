// Size classes of small objects: the sizes of gc's runtime, which programs observe as capacities after append.
//
// Invariant: class sizes ascend; every size up to maxSmallSize has a class that wastes little of it.

package runtime

const (
	maxSmallSize     = 32768
	pageSize         = 8192
	mallocHeaderSize = 8   // kept beside objects with pointers that are larger than headerlessSize
	headerlessSize   = 512 // such an object's pointer bitmap has its place at the end of the span
)

var classSizes = [...]uint16{
	8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480,
	512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
	5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480,
	21760, 24576, 27264, 28672, 32768,
}

// classSize gives the size of the smallest class that holds size bytes, size <= maxSmallSize.
func classSize(size uintptr) uintptr {
	low, high := 0, len(classSizes)-1
	for low < high {
		middle := int(uint(low+high) >> 1)
		if uintptr(classSizes[middle]) < size {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return uintptr(classSizes[low])
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
		return classSize(size+mallocHeaderSize) - mallocHeaderSize
	}
	return classSize(size)
}
