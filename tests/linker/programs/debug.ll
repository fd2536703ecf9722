; Two modules with DWARF 5 that share strings; one function of each is dropped. Implicit nil checks, one of them kept.
; stdout: 
; exit: 3
; kept: main.main main.load lib.Add
; dropped: main.dead lib.Dead
;; chunk lib/one
define dso_local i64 @lib.Add(i64 %x, i64 %y) noinline nounwind "frame-pointer"="all" section ".text.lib.Add" !dbg !10 {
  %r = add i64 %x, %y, !dbg !12
  ret i64 %r, !dbg !13
}
define dso_local i64 @lib.Dead(i64 %x) noinline nounwind "frame-pointer"="all" section ".text.lib.Dead" !dbg !11 {
  ret i64 %x, !dbg !14
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1, !2}
!0 = distinct !DICompileUnit(language: DW_LANG_Go, file: !3, producer: "Go cmd/compile go1.27.3", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, nameTableKind: None)
!1 = !{i32 7, !"Dwarf Version", i32 5}
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DIFile(filename: "lib.go", directory: "/src")
!4 = !DIBasicType(name: "int64", size: 64, encoding: DW_ATE_signed)
!5 = !DISubroutineType(types: !6)
!6 = !{!4, !4}
!10 = distinct !DISubprogram(name: "lib.Add", scope: !3, file: !3, line: 30, type: !5, scopeLine: 30, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!11 = distinct !DISubprogram(name: "lib.Dead", scope: !3, file: !3, line: 40, type: !5, scopeLine: 40, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!12 = !DILocation(line: 31, column: 3, scope: !10)
!13 = !DILocation(line: 32, column: 3, scope: !10)
!14 = !DILocation(line: 41, column: 3, scope: !11)
;; chunk main/one
@main.three = dso_local global i64 2, section ".data.main.three", align 8
define dso_local i64 @main.dead(ptr %p) noinline nounwind "frame-pointer"="all" section ".text.main.dead" !dbg !11 {
  %c = icmp eq ptr %p, null, !dbg !14
  br i1 %c, label %nil, label %ok, !dbg !14, !make.implicit !20
nil:
  call void @runtime.panicmem() #1, !dbg !14
  unreachable
ok:
  %v = load i64, ptr %p, !dbg !14
  ret i64 %v, !dbg !14
}
define dso_local i64 @main.load(ptr %p) noinline nounwind "frame-pointer"="all" section ".text.main.load" !dbg !15 {
  %c = icmp eq ptr %p, null, !dbg !16
  br i1 %c, label %nil, label %ok, !dbg !16, !make.implicit !20
nil:
  call void @runtime.panicmem() #1, !dbg !16
  unreachable
ok:
  %v = load i64, ptr %p, !dbg !16
  ret i64 %v, !dbg !17
}
define dso_local i64 @main.main() noinline nounwind "frame-pointer"="all" section ".text.main.main" !dbg !10 {
  %v = call i64 @main.load(ptr @main.three), !dbg !12
  %r = call i64 @lib.Add(i64 %v, i64 1), !dbg !13
  ret i64 %r, !dbg !13
}
declare dso_local i64 @lib.Add(i64, i64)
declare dso_local void @runtime.panicmem() #1
attributes #1 = { nomerge cold noreturn nounwind }
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1, !2}
!0 = distinct !DICompileUnit(language: DW_LANG_Go, file: !3, producer: "Go cmd/compile go1.27.3", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, nameTableKind: None)
!1 = !{i32 7, !"Dwarf Version", i32 5}
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DIFile(filename: "main.go", directory: "/src")
!4 = !DIBasicType(name: "int64", size: 64, encoding: DW_ATE_signed)
!5 = !DISubroutineType(types: !6)
!6 = !{!4}
!10 = distinct !DISubprogram(name: "main.main", scope: !3, file: !3, line: 3, type: !5, scopeLine: 3, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!11 = distinct !DISubprogram(name: "main.dead", scope: !3, file: !3, line: 9, type: !5, scopeLine: 9, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!12 = !DILocation(line: 4, column: 2, scope: !10)
!13 = !DILocation(line: 5, column: 2, scope: !10)
!14 = !DILocation(line: 10, column: 2, scope: !11)
!15 = distinct !DISubprogram(name: "main.load", scope: !3, file: !3, line: 20, type: !5, scopeLine: 20, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!16 = !DILocation(line: 21, column: 2, scope: !15)
!17 = !DILocation(line: 22, column: 2, scope: !15)
!20 = !{}
