using System.Collections.Immutable;
using CsCheck;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Lab.Idx;

namespace FederatedSecure.EndToEnd.Tests.Idx;

public sealed class IdxFileTests
{
    private static readonly Gen<IdxArray> Arrays =
        from dimensions in Gen.Int[0, 6].Array[1, 4]
        from data in Gen.Byte.Array[dimensions.Aggregate(1, (product, length) => product * length)]
        select new IdxArray([.. dimensions], data);

    [Theory]
    [InlineData("digits")]
    [InlineData("digits.gz")]
    public void Read_WhatWasWritten_IsTheSame(string name)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File(name);

        Arrays.Sample(
            array =>
            {
                IdxFile.Write(path, array);
                var read = IdxFile.Read(path);

                Assert.Equal(array.Dimensions, read.Dimensions);
                Assert.Equal(array.Data, read.Data);
            },
            iter: 50,
            threads: 1);
    }

    [Fact]
    public void Read_CutShort_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("digits");
        IdxFile.Write(path, new IdxArray([3, 4], new byte[12]));
        byte[] bytes = File.ReadAllBytes(path);

        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<InvalidDataException>(() => IdxFile.Read(path));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0, 0, 8, 2, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0, 0, 9, 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 8, 0 })]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 0, 1 })]
    public void Read_HostileFile_IsRefused(byte[] bytes)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("digits");
        File.WriteAllBytes(path, bytes);

        Assert.Throws<InvalidDataException>(() => IdxFile.Read(path));
    }

    [Fact]
    public void Select_Indexes_TakesTheirRecordsInOrder()
    {
        var array = new IdxArray([3, 2], [1, 2, 3, 4, 5, 6]);

        var selected = array.Select([2, 0]);

        Assert.Equal(ImmutableArray.Create(2, 2), selected.Dimensions);
        Assert.Equal(new byte[] { 5, 6, 1, 2 }, selected.Data);
    }
}
